/** Version of the control API: the first number grows when it breaks with what was. */

export const API_VERSION = "1.0.0";
