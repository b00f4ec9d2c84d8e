// As apps are built: modules, so that a file loaded on demand stays one and costs no wrapper. The session's second copy,
// for pages where it can't run in a Worker, is such a file, loaded only there.
const asBuilt = (config) => ({
  ...config,
  format: 'esm',
  external: [...(config.external ?? []), './inline-host-*'],
});

export default [
  {
    name: 'core, with evi, worklets and worker',
    path: 'packages/core/dist/index.js',
    import: '{ VoiceClient }',
    gzip: true,
    limit: '21.9 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'a voice app: core, VoiceProvider, useVoice, Transcript, EmotionMeter',
    path: 'packages/react/dist/index.js',
    import: '{ VoiceProvider, useVoice, Transcript, EmotionMeter }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '30.2 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'everything: core and all hooks and components',
    path: 'packages/react/dist/index.js',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '39.5 kB',
    modifyEsbuildConfig: asBuilt,
  },
];
