import type { MicrophoneReport } from './microphone-worker.ts';

let worker: Worker | null = null;

/** Lets a Worker listen to every microphone that is opened, at its own clone of the track. */
export function watchMicrophone(): void {
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    // The file that stands for a voice must arrive as it is.
    const audio = typeof constraints?.audio === 'object' ? constraints.audio : {};
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await getUserMedia({ ...constraints, audio: { ...audio, ...raw } });
    const [track] = stream.getAudioTracks();
    if (track) listen(track.clone());
    return stream;
  };
}

/** When bursts were at the microphone that was opened last. */
export function microphoneReport(): Promise<MicrophoneReport> {
  return new Promise((settle, fail) => {
    if (!worker) {
      fail(new Error('No microphone was opened.'));
      return;
    }
    worker.onmessage = ({ data }: MessageEvent<MicrophoneReport>) => settle(data);
    worker.postMessage('report');
  });
}

function listen(track: MediaStreamTrack): void {
  worker?.terminate();
  worker = new Worker(new URL('./microphone-worker.ts', import.meta.url), {
    type: 'module',
    name: 'bench-microphone',
  });
  const { readable } = new MediaStreamTrackProcessor({ track });
  worker.postMessage(readable, [readable]);
}
