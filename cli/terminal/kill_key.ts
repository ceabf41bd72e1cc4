/** The key that kills is pressed twice within two seconds: nobody stops trading by a slip. */

const ARMED_MILLIS = 2_000;

export class KillKey {
  #armedMillis = -Infinity;

  /** @returns whether this press is the second one */
  press(nowMillis: number): boolean {
    const isSecond = nowMillis - this.#armedMillis < ARMED_MILLIS;
    this.#armedMillis = isSecond ? -Infinity : nowMillis;
    return isSecond;
  }
}
