import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/vscode/**/*.test.ts'],
    // One VS Code at a time; each file starts its own.
    fileParallelism: false,
    // A real editor on a machine that others use too: what fails once for want of time is tried once more, and reported.
    retry: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
