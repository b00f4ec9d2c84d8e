/** The rate of all sound that engines hear and that is kept, in Hz. */
export const speechRate = 16_000;

/** Sound in memory: mono, signed 16-bit. */
export interface Pcm {
  samples: Int16Array;
  /** In Hz. */
  sampleRate: number;
}
