import { forwardRef, useState } from 'react';
import type { KeyboardEvent, SyntheticEvent } from 'react';
import { isComposing } from '../hooks/is-composing.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<div>`, and the text. */
export interface TextInputProps extends ElementProps<
  'div',
  'defaultValue' | 'children' | 'onSubmit'
> {
  /** The text, where the app controls it. Default: uncontrolled. */
  readonly value?: string | undefined;
  /** The initial text, when uncontrolled. Default: empty. */
  readonly defaultValue?: string | undefined;
  /** Called with each change, and with an empty text after sending. */
  readonly onValueChange?: ((value: string) => void) | undefined;
  /** Called before something is sent, with the event that causes it: `preventDefault()` stops it. */
  readonly onSubmit?: ((event: SyntheticEvent) => void) | undefined;
}

/**
 * A text field for typed messages. Enter sends, Shift+Enter begins a new line. Text that could not be sent is kept, and the
 * field says why. It is no form, so that it may be part of one of the app's own, which is not submitted by it. `data-state` is the connection's
 * status.
 */
export const TextInput: RootComponent<'div', TextInputProps> = forwardRef(function TextInput(
  { onSubmit, value, defaultValue = '', onValueChange, ...rest },
  forwarded,
) {
  const labels = useLabels();
  const { sendText } = useVoiceBinding().commands;
  const status = useVoice((voice) => voice.status);
  const [draft, setDraft] = useState(defaultValue);
  const text = value ?? draft;
  const blank = text.trim() === '';
  const up = status === 'connected';
  const offline = !up && status !== 'reconnecting' && status !== 'connecting';
  /** Whether somebody wanted to send this text, and could not. */
  const [refused, setRefused] = useState(false);

  function change(next: string): void {
    setRefused(false);
    setDraft(next);
    onValueChange?.(next);
  }

  function submit(event: SyntheticEvent<HTMLElement>): void {
    onSubmit?.(event);
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (blank) return;
    try {
      // A line that is lost would keep it, and send it when the conversation may have gone elsewhere.
      if (!up) return setRefused(true);
      sendText(text);
    } catch {
      // The line went in this very moment: its state says so, and the text is kept.
      return;
    }
    change('');
    const { type, currentTarget } = event;
    const around = type === 'submit' ? currentTarget : currentTarget.parentElement;
    around?.querySelector('textarea')?.focus();
  }

  function sendOnEnter(event: KeyboardEvent<HTMLElement>): void {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    submit(event);
    event.preventDefault();
  }

  return useRoot('div', forwarded, rest, {
    className: 'vv-text-input',
    'data-state': status,
    // Markup of the app's own may be a form: what is sent by it is nothing to a form around it.
    onSubmit: (event: SyntheticEvent<HTMLElement>) => {
      event.stopPropagation();
      submit(event);
    },
    children: (
      <>
        <textarea
          className="vv-text-input__field"
          rows={1}
          enterKeyHint="send"
          aria-label={labels.message}
          placeholder={offline ? labels.messageOffline : labels.messagePlaceholder}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={sendOnEnter}
        />
        <button
          type="button"
          className="vv-button vv-text-input__send"
          aria-label={labels.send}
          title={labels.send}
          disabled={blank}
          aria-disabled={!up || undefined}
          onClick={submit}
        >
          {icons.send}
        </button>
        <p role="status" className="vv-text-input__note">
          {refused && !up && (offline ? labels.messageOffline : labels.messageKept)}
        </p>
      </>
    ),
  });
});
