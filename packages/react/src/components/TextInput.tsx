import { forwardRef, useState } from 'react';
import type {
  ComponentPropsWithoutRef,
  FormEvent,
  ForwardRefExoticComponent,
  KeyboardEvent,
  RefAttributes,
} from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import * as icons from './icons.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<form>`'s own props, and the text. */
export interface TextInputProps
  extends Omit<ComponentPropsWithoutRef<'form'>, 'defaultValue' | 'children'>, Renderable<'form'> {
  /** The text, for an app that holds it itself. */
  readonly value?: string | undefined;
  /** The text to begin with. Default: none. */
  readonly defaultValue?: string | undefined;
  /** Told of each change, and with an empty text after sending. */
  readonly onValueChange?: ((value: string) => void) | undefined;
}

/**
 * A place to type in what could be said. Enter sends, Shift+Enter begins a new line. What could not be sent stays
 * where it is. `data-state` is the connection's status.
 */
export const TextInput: ForwardRefExoticComponent<TextInputProps & RefAttributes<HTMLFormElement>> =
  forwardRef<HTMLFormElement, TextInputProps>(function TextInput(
    { className, onSubmit, value, defaultValue = '', onValueChange, render, ...rest },
    forwarded,
  ) {
    const ref = useComposedRef(forwarded);
    const labels = useLabels();
    const { status, sendText } = useVoice(({ status, sendText }) => ({ status, sendText }));
    const [draft, setDraft] = useState(defaultValue);
    const text = value ?? draft;
    const sendable = status === 'connected' && text.trim() !== '';

    function change(next: string): void {
      setDraft(next);
      onValueChange?.(next);
    }

    function submit(event: FormEvent<HTMLFormElement>): void {
      event.preventDefault();
      if (!sendable) return;
      try {
        sendText(text);
      } catch {
        // The line went in this very moment: its state says so, and the text is kept.
        return;
      }
      change('');
      event.currentTarget.querySelector('textarea')?.focus();
    }

    return renderRoot(
      'form',
      {
        ...rest,
        ref,
        className: classNames('vv-text-input', className),
        'data-state': status,
        onSubmit: composeHandlers(onSubmit, submit),
        children: (
          <>
            <textarea
              className="vv-text-input__field"
              rows={1}
              enterKeyHint="send"
              aria-label={labels.message}
              placeholder={
                status === 'connected' || status === 'reconnecting'
                  ? labels.messagePlaceholder
                  : labels.messageOffline
              }
              value={text}
              onChange={(event) => change(event.target.value)}
              onKeyDown={sendOnEnter}
            />
            <button
              type="submit"
              className="vv-button vv-text-input__send"
              aria-label={labels.send}
              title={labels.send}
              disabled={!sendable}
            >
              {icons.send}
            </button>
          </>
        ),
      },
      render,
    );
  });

function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  // While an input method composes a word, Enter belongs to it.
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
