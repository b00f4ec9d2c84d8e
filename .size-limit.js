// The session's second copy, for pages where it can't run in a Worker, is a file of its own that is loaded only there.
const withoutFallback = (config) => ({
  ...config,
  external: [...(config.external ?? []), './inline-host-*'],
});

export default [
  {
    name: 'core, with evi, worklets and worker',
    path: 'packages/core/dist/index.js',
    import: '{ VoiceClient }',
    gzip: true,
    limit: '22.2 kB',
    modifyEsbuildConfig: withoutFallback,
  },
  {
    name: 'a voice app: core, VoiceProvider, useVoice, Transcript, EmotionMeter',
    path: 'packages/react/dist/index.js',
    import: '{ VoiceProvider, useVoice, Transcript, EmotionMeter }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '30.5 kB',
    modifyEsbuildConfig: withoutFallback,
  },
  {
    name: 'everything: core and all hooks and components',
    path: 'packages/react/dist/index.js',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '41.8 kB',
    modifyEsbuildConfig: withoutFallback,
  },
];
