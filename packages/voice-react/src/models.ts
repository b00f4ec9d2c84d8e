/** Channels of sound. */
export enum Channels {
  MONO = 1,
  STEREO = 2,
}

/** How sound is written. */
export enum AudioEncoding {
  /** Signed 16-bit little-endian. */
  LINEAR16 = 'linear16',
  /** Opus in Ogg. */
  OPUS = 'opus',
}

/** Language models that early versions offered by name. */
export enum LanguageModelOption {
  CLAUDE_3_OPUS = 'CLAUDE_3_OPUS',
  CLAUDE_3_SONNET = 'CLAUDE_3_SONNET',
  CLAUDE_3_HAIKU = 'CLAUDE_3_HAIKU',
  CLAUDE_21 = 'CLAUDE_21',
  CLAUDE_INSTANT_12 = 'CLAUDE_INSTANT_12',
  GPT_4_TURBO_PREVIEW = 'GPT_4_TURBO_PREVIEW',
  GPT_35_TURBO_0125 = 'GPT_35_TURBO_0125',
  GPT_35_TURBO = 'GPT_35_TURBO',
  FIREWORKS_MIXTRAL_8X7B = 'FIREWORKS_MIXTRAL_8X7B',
}

/** Services that spoke in early versions. */
export enum TTSService {
  DEFAULT = 'hume_ai',
  ELEVEN_LABS = 'eleven_labs',
  PLAY_HT = 'play_ht',
}

/** The state of the connection. */
export enum VoiceReadyState {
  /** There was none. */
  IDLE = 'idle',
  /** It is being opened, or opened again. */
  CONNECTING = 'connecting',
  OPEN = 'open',
  CLOSED = 'closed',
}

/** A stretch of the Chat, in ms from its start. */
export interface TimeSlice {
  begin: number;
  end: number;
}

/** Checks a {@link TimeSlice}. No zod schema: it has `parse` and `safeParse` alone. */
export const TimeSliceSchema: {
  /** @throws TypeError for what is none */
  parse(value: unknown): TimeSlice;
  safeParse(
    value: unknown,
  ): { success: true; data: TimeSlice } | { success: false; error: TypeError };
} = {
  parse(value) {
    const { begin, end } = (value ?? {}) as Partial<TimeSlice>;
    if (
      Number.isNaN(begin) ||
      Number.isNaN(end) ||
      typeof begin !== 'number' ||
      typeof end !== 'number'
    )
      throw new TypeError('A time slice has two numbers: begin and end.');
    return { begin, end };
  },
  safeParse(value) {
    try {
      return { success: true, data: TimeSliceSchema.parse(value) };
    } catch (error) {
      return { success: false, error: error as TypeError };
    }
  },
};
