/**
 * Waits until the condition is true. The test's own time limit ends the wait.
 * @param every milliseconds between two looks: more where one is dear, as a request is.
 */
export async function until(condition: () => boolean | Promise<boolean>, every = 5): Promise<void> {
  while (!(await condition())) await Bun.sleep(every);
}
