import { useState } from 'preact/hooks';

/**
 * Properties of a text field that is taken once its writer is done with it: until then what was typed stays, however
 * often the page is drawn anew.
 */
export const useTyped = (value: string, take: (text: string) => void) => {
  const [typed, setTyped] = useState<string>();
  return {
    value: typed ?? value,
    onInput: (event: Event): void => setTyped(textOf(event)),
    onChange: (event: Event): void => {
      setTyped(undefined);
      take(textOf(event));
    },
    // What was typed back to what it was is no change.
    onBlur: (): void => setTyped(undefined),
  };
};

const textOf = (event: Event): string => (event.target as HTMLInputElement).value;
