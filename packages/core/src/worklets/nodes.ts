import type { CaptureOptions, NodeCommand, PlaybackOptions } from './messages.ts';

/** A processor's node for the graph, and a way to talk to it. */
export interface ProcessorNode {
  readonly node: AudioWorkletNode;
  /**
   * Gives the processor a port, in place of the one it had, and returns the far end, for the session: transferable,
   * speaks the messages of `messages.ts`.
   */
  readonly openPort: () => MessagePort;
  /** Posts over the node's own port. */
  readonly post: (command: NodeCommand) => void;
  /** Takes the node out of the graph and ends its processor. A second call does nothing. */
  readonly dispose: () => void;
}

/**
 * A node that cuts what is connected to it into chunks, mixed down to mono. It has no output. The context must have
 * been through `loadWorklets`.
 */
export function createCaptureNode(
  context: BaseAudioContext,
  { sampleRate, chunkDuration, pushToTalk, echoGuard }: CaptureOptions,
): ProcessorNode {
  return createNode(context, 'vivavoce-capture', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
    processorOptions: { sampleRate, chunkDuration, pushToTalk, echoGuard },
  });
}

/**
 * A node that plays what is enqueued over its port. It has no input; its output is mono, which the graph spreads
 * to all speakers. The context must have been through `loadWorklets`.
 *
 * @param duck see {@link PlaybackOptions}
 */
export function createPlaybackNode(context: BaseAudioContext, duck = false): ProcessorNode {
  return createNode(context, 'vivavoce-playback', {
    numberOfInputs: 0,
    processorOptions: { duck } satisfies PlaybackOptions,
  });
}

function createNode(
  context: BaseAudioContext,
  name: string,
  options: AudioWorkletNodeOptions,
): ProcessorNode {
  const node = new AudioWorkletNode(context, name, options);
  const post = (command: NodeCommand, transfer: Transferable[] = []): void =>
    node.port.postMessage(command, transfer);
  return {
    node,
    post,
    openPort() {
      const { port1, port2 } = new MessageChannel();
      post({ type: 'port', port: port1 }, [port1]);
      return port2;
    },
    dispose() {
      node.disconnect();
      post({ type: 'stop' });
    },
  };
}
