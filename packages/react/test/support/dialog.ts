/** Gives jsdom the two methods of `<dialog>` that it lacks, as far as whether it is open. Returns its undo. */
export function replaceDialog(): () => void {
  const { prototype } = HTMLDialogElement;
  const before = {
    showModal: Object.getOwnPropertyDescriptor(prototype, 'showModal'),
    close: Object.getOwnPropertyDescriptor(prototype, 'close'),
  };
  Object.defineProperties(prototype, {
    showModal: {
      configurable: true,
      value(this: HTMLDialogElement) {
        this.open = true;
      },
    },
    close: {
      configurable: true,
      value(this: HTMLDialogElement) {
        if (!this.open) return;
        this.open = false;
        this.dispatchEvent(new Event('close'));
      },
    },
  });
  return () => {
    for (const name of ['showModal', 'close'] as const) {
      const descriptor = before[name];
      if (descriptor) Object.defineProperty(prototype, name, descriptor);
      else delete (prototype as Partial<HTMLDialogElement>)[name];
    }
  };
}
