/** Plays two seconds of a sine; after one of them a step of that height. */
export async function playStep(frequency: number, height: number): Promise<void> {
  const context = new AudioContext();
  const start = context.currentTime + 0.5;
  const output = new GainNode(context);
  const sine = new OscillatorNode(context, { frequency });
  const step = new ConstantSourceNode(context, { offset: height });
  sine.connect(new GainNode(context, { gain: 0.4 })).connect(output);
  step.connect(output);
  output.connect(context.destination);
  sine.start(start);
  step.start(start + 1);
  sine.stop(start + 2);
  step.stop(start + 2);
  await new Promise((settle) => (sine.onended = settle));
}
