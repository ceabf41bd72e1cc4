// Sets the theme before anything is painted; without a choice the system's holds.
const chosenTheme = localStorage.getItem("millrace-theme");
if (chosenTheme === "light" || chosenTheme === "dark") {
  document.documentElement.dataset.theme = chosenTheme;
}
