import type { RealtimeUpstream } from '@vivavoce/realtime/upstream';
import { ServerError } from '../../base/server-error.ts';

/** Whether that is a realtime model. @throws ServerError `invalid-option`. */
export function checkRealtime(given: RealtimeUpstream | undefined): void {
  if (given === undefined) return;
  const { name, protocol, sampleRate, address } = given as Partial<RealtimeUpstream>;
  if (typeof name !== 'string' || typeof protocol?.start !== 'function') {
    throw ServerError.invalidOption('realtime', 'it must have a name and a protocol');
  }
  if (typeof address !== 'function') {
    throw ServerError.invalidOption('realtime', 'its address must be a function');
  }
  if (!(typeof sampleRate === 'number' && sampleRate >= 8000 && sampleRate <= 48_000)) {
    throw ServerError.invalidOption('realtime', 'its sampleRate must be from 8000 to 48000 Hz');
  }
}
