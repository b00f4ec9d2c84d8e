import { wireFormat } from '../audio/format.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { CaptureOptions, NodeCommand, PlaybackOptions } from './messages.ts';

/** A processor's node for the graph, and a way to talk to it. */
export interface ProcessorNode {
  readonly node: AudioWorkletNode;
  /** The far end of the processor's port, for the session: transferable, speaks the messages of `messages.ts`. */
  readonly port: MessagePort;
  /** Gives the processor another port, in place of the one it had, and returns the far end. */
  readonly renewPort: () => MessagePort;
  /** Takes the node out of the graph and ends its processor. A second call does nothing. */
  readonly dispose: () => void;
}

/**
 * A node that turns what is connected to it into chunks, mixed down to mono. It has no output. The context must have
 * been through `loadWorklets`.
 *
 * @throws VoiceError `usage` for a format that is out of bounds, or a context without the processors.
 */
export function createCaptureNode(
  context: BaseAudioContext,
  options: Partial<CaptureOptions> = {},
): ProcessorNode {
  return createNode(context, 'vivavoce-capture', {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
    channelInterpretation: 'speakers',
    processorOptions: wireFormat(options),
  });
}

/**
 * A node that sounds of what is enqueued over its port. It has no input; its output is mono, which the graph spreads
 * to all speakers. The context must have been through `loadWorklets`.
 *
 * @param options `fadeDuration` in ms, 5 to 10, default 8; `duck`, default false.
 * @throws VoiceError `usage` for a fade that is out of bounds, or a context without the processors.
 */
export function createPlaybackNode(
  context: BaseAudioContext,
  { fadeDuration = 8, duck = false }: Partial<PlaybackOptions> = {},
): ProcessorNode {
  if (!(fadeDuration >= 5 && fadeDuration <= 10)) {
    throw VoiceError.usage(
      `Failed to make the playback node: because fadeDuration is ${fadeDuration}. Did you mean 5 to 10 ms?`,
    );
  }
  return createNode(context, 'vivavoce-playback', {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    processorOptions: { fadeDuration, duck } satisfies PlaybackOptions,
  });
}

function createNode(
  context: BaseAudioContext,
  name: string,
  options: AudioWorkletNodeOptions,
): ProcessorNode {
  const node = makeNode(context, name, options);
  const tell = (command: NodeCommand, transfer: Transferable[] = []): void =>
    node.port.postMessage(command, transfer);
  const renewPort = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    tell({ type: 'port', port: port1 }, [port1]);
    return port2;
  };
  return {
    node,
    port: renewPort(),
    renewPort,
    dispose: () => {
      node.disconnect();
      tell({ type: 'stop' });
    },
  };
}

function makeNode(
  context: BaseAudioContext,
  name: string,
  options: AudioWorkletNodeOptions,
): AudioWorkletNode {
  try {
    return new AudioWorkletNode(context, name, options);
  } catch (cause) {
    throw new VoiceError(
      'usage',
      `Failed to make the ${name} node: because the context does not have its processor. Did you await loadWorklets(context)?`,
      cause,
    );
  }
}
