import { wireFormat } from '../audio/format.ts';
import { within } from '../base/within.ts';
import type { CaptureOptions, NodeCommand, PlaybackOptions } from './messages.ts';

/** A processor's node for the graph, and a way to talk to it. */
export interface ProcessorNode {
  readonly node: AudioWorkletNode;
  /** The far end of the processor's port, for the session: transferable, speaks the messages of `messages.ts`. */
  readonly port: MessagePort;
  /** Gives the processor another port, in place of the one it had, and returns the far end. */
  readonly renewPort: () => MessagePort;
  /** Says something over the node's own port. */
  readonly tell: (command: NodeCommand) => void;
  /** Takes the node out of the graph and ends its processor. A second call does nothing. */
  readonly dispose: () => void;
}

/**
 * A node that turns what is connected to it into chunks, mixed down to mono. It has no output. The context must have
 * been through `loadWorklets`.
 *
 * @throws VoiceError `usage` for a format that is out of bounds.
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
    processorOptions: {
      ...wireFormat(options),
      pushToTalk: options.pushToTalk === true,
      echoGuard: options.echoGuard === true,
    } satisfies CaptureOptions,
  });
}

/**
 * A node that sounds of what is enqueued over its port. It has no input; its output is mono, which the graph spreads
 * to all speakers. The context must have been through `loadWorklets`.
 *
 * @param options `fadeDuration` in ms, 5 to 10, default 8; `duck`, default false.
 * @throws VoiceError `usage` for a fade that is out of bounds.
 */
export function createPlaybackNode(
  context: BaseAudioContext,
  { fadeDuration = 8, duck = false }: Partial<PlaybackOptions> = {},
): ProcessorNode {
  return createNode(context, 'vivavoce-playback', {
    numberOfInputs: 0,
    numberOfOutputs: 1,
    outputChannelCount: [1],
    processorOptions: {
      fadeDuration: within('fadeDuration', fadeDuration, 5, 10, ' ms'),
      duck,
    } satisfies PlaybackOptions,
  });
}

function createNode(
  context: BaseAudioContext,
  name: string,
  options: AudioWorkletNodeOptions,
): ProcessorNode {
  const node = new AudioWorkletNode(context, name, options);
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
    tell,
    dispose: () => {
      node.disconnect();
      tell({ type: 'stop' });
    },
  };
}
