/**
 * What exponentially decayed sums have in common. A sum s keeps s · exp(−Δt / τ) of itself; what it
 * was before {@link DECAYS_TO_FORGET} decay times is below a double's last bit beside anything that
 * came since, and a sum that faded below {@link FADED} is 0, or else a session that ran through
 * would for ever differ from one that began in a silence.
 */

/** After three decay times, what came before the first frame would weigh 5 %. */
export const DECAYS_TO_WARM = 3;
/** After forty, 4 · 10⁻¹⁸. */
export const DECAYS_TO_FORGET = 40;
/** A sum smaller than this is over. */
export const FADED = 2 ** -30;
