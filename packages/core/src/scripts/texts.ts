// What runs in the other threads, as text: side by side in a file of their own, since gzip finds what they share, and an app's first
// load needs none of them.
export { default as voiceWorker } from '../session/host/voice-worker.ts?inline-source';
export { default as playbackProcessor } from '../worklets/playback-processor.ts?inline-source';
export { default as captureProcessor } from '../worklets/capture-processor.ts?inline-source';
