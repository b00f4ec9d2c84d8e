import { expressionNames } from '@vivavoce/evi';
import { seededRandom } from '../signals/random.ts';
import { wav } from '../signals/wav.ts';

/** Hz of the assistant's voice. */
export const voiceRate = 24_000;

const random = seededRandom(48);

function models(): unknown {
  return {
    prosody: { scores: Object.fromEntries(expressionNames.map((name) => [name, random()])) },
  };
}

export const chatMetadata = JSON.stringify({
  type: 'chat_metadata',
  chat_id: '470a49f6-1dec-4afe-8b61-035d3b2d63b0',
  chat_group_id: '9fc18597-3567-42d5-94d6-935bde84bf2f',
  request_id: '73c75efd-afa2-4e24-a862-91096b0961362258039',
});

export function audioOutput(id: string, index: number, samples: Float32Array): string {
  const data = wav(samples, voiceRate).toString('base64');
  return JSON.stringify({ type: 'audio_output', id, index, data });
}

/** A message in pieces, as text ready to be sent. */
export function spoken(id: string, pieces: readonly Float32Array[]): string[] {
  return pieces.map((piece, index) => audioOutput(id, index, piece));
}

export const assistantEnd = JSON.stringify({ type: 'assistant_end' });

export function userInterruption(): string {
  return JSON.stringify({ type: 'user_interruption', time: Date.now() });
}

export function userMessage(content: string, interim: boolean): string {
  return JSON.stringify({
    type: 'user_message',
    from_text: false,
    interim,
    message: { role: 'user', content },
    models: models(),
    time: { begin: 1000, end: 4000 },
  });
}

export function assistantMessage(id: string, content: string): string {
  return JSON.stringify({
    type: 'assistant_message',
    id,
    from_text: false,
    message: { role: 'assistant', content },
    models: {},
  });
}

export function assistantProsody(id: string): string {
  return JSON.stringify({ type: 'assistant_prosody', id, models: models() });
}
