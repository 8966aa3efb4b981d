import { expect, it, vi } from 'vitest';
import { Shared } from '../../src/decode/sharedWork';

/** Work that ends when it is told to, and notes when it is given up. */
function work() {
  const givenUp = vi.fn();
  let finish: (value: string) => void = () => undefined;
  const shared = new Shared<string>((signal) => {
    signal.addEventListener('abort', givenUp);
    return new Promise((resolve) => (finish = resolve));
  });
  return { shared, givenUp, finish: () => finish('done') };
}

it('answers everyone', async () => {
  const { shared, finish } = work();
  const all = [shared.join(), shared.join(new AbortController().signal)];
  finish();
  expect(await Promise.all(all)).toEqual(['done', 'done']);
});

it('goes on as long as one waits', async () => {
  const { shared, givenUp, finish } = work();
  const controller = new AbortController();
  const [first, second] = [shared.join(controller.signal), shared.join()];
  controller.abort(new Error('no longer wanted'));
  await expect(first).rejects.toThrow('no longer wanted');
  expect(givenUp).not.toHaveBeenCalled();
  finish();
  expect(await second).toBe('done');
});

it('is given up when all who waited have given up', async () => {
  const { shared, givenUp } = work();
  const controllers = [new AbortController(), new AbortController()];
  const all = controllers.map(({ signal }) => shared.join(signal));
  for (const controller of controllers) controller.abort(new Error('no longer wanted'));
  await Promise.allSettled(all);
  expect(givenUp).toHaveBeenCalledOnce();
  expect(shared.abandoned).toBe(true);
});
