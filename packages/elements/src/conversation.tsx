import { VoiceClient, VoiceProvider, useTool } from '@vivavoce/react';
import type {
  JsonSchema,
  StandardSchema,
  ToolContext,
  ToolOptions,
  VoiceLabels,
  VoiceProviderProps,
} from '@vivavoce/react';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';

/** A function that the assistant may call: what `useTool` takes. */
export interface VoiceElementTool extends Omit<
  ToolOptions<JsonSchema | StandardSchema>,
  'handler' | 'jsonSchema'
> {
  /** The parameters as JSON Schema once more, for a Standard Schema that can't write itself as one. */
  readonly jsonSchema?: JsonSchema | undefined;
  /** Performs the call, with the arguments as the schema has checked them; what it returns is the answer. */
  handler(parameters: Readonly<Record<string, unknown>>, context: ToolContext): unknown;
}

/** What a conversation is given by the element that holds it. */
export interface ConversationSettings {
  readonly labels: VoiceLabels;
  readonly tools: readonly VoiceElementTool[];
  /** Those of the session settings, beside which the others are announced. */
  readonly session: VoiceProviderProps['session'];
  /** Called with what is wrong with a tool. */
  readonly onError: (error: unknown) => void;
}

/** One conversation, seen in any number of elements: one client and one tree, with a portal into each of them. */
export class Conversation {
  readonly client: VoiceClient = new VoiceClient();
  readonly #views = new Map<HTMLElement, { readonly key: string; content: ReactNode }>();
  #settings: ConversationSettings | undefined;
  #root: Root | undefined;
  #shown = 0;

  configure(settings: ConversationSettings): void {
    this.#settings = settings;
    this.#render();
  }

  /** Shows it in that place, or something else there. */
  show(place: HTMLElement, content: unknown): void {
    const key = this.#views.get(place)?.key ?? String((this.#shown += 1));
    this.#views.set(place, { key, content: content as ReactNode });
    this.#render();
  }

  hide(place: HTMLElement): void {
    if (this.#views.delete(place)) this.#render();
  }

  /** What has been said stays, also while it is shown nowhere: nothing but the client and its elements keeps the tree. */
  #render(): void {
    if (!this.#settings) return;
    const tree = (
      <Conversing client={this.client} settings={this.#settings}>
        {[...this.#views].map(([place, { key, content }]) => createPortal(content, place, key))}
      </Conversing>
    );
    if (this.#root) {
      this.#root.render(tree);
      return;
    }
    const root = createRoot(document.createElement('div'));
    this.#root = root;
    // Its store has to be there before the first event.
    flushSync(() => root.render(tree));
  }
}

interface ConversingProps {
  readonly client: VoiceClient;
  readonly settings: ConversationSettings;
  readonly children: ReactNode;
}

function Conversing({ client, settings, children }: ConversingProps): ReactNode {
  const { labels, session, tools, onError } = settings;
  // A provider of another's client takes no options; but of the session settings it has to know the tools.
  const props = { client, labels, session } as VoiceProviderProps;
  return (
    <VoiceProvider {...props}>
      {tools.map((tool, index) => (
        <ToolBoundary key={`${index} ${JSON.stringify(tool.name)}`} onError={onError}>
          <Tool tool={tool} />
        </ToolBoundary>
      ))}
      {children}
    </VoiceProvider>
  );
}

function Tool({ tool }: { readonly tool: VoiceElementTool }): ReactNode {
  useTool(tool as Parameters<typeof useTool>[0]);
  return null;
}

/** A tool that can't be announced takes nothing else with it. */
class ToolBoundary extends Component<{
  readonly onError: (error: unknown) => void;
  readonly children: ReactNode;
}> {
  override state: { readonly failed: boolean } = { failed: false };

  static getDerivedStateFromError(this: void): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
