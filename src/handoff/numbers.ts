/** The number that one side of a hand-off shows, and the three from which the other side chooses. */

export type Numbers = { number: number; choices: number[] };

const [LEAST, MOST] = [10, 99];
const CHOICES = 3;

/** Draws them. @param below a random whole number from 0 to less than its argument. */
export function drawNumbers(below: (most: number) => number): Numbers {
  const drawn = new Set<number>();
  while (drawn.size < CHOICES) drawn.add(LEAST + below(MOST - LEAST + 1));
  const choices = [...drawn];
  // Any of the three is equally likely, so their order tells nothing.
  return { number: choices[below(CHOICES)]!, choices: choices.sort((a, b) => a - b) };
}
