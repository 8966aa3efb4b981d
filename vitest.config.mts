import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'node_modules/**'],
    setupFiles: ['test/propertySeed.ts'],
    // Generous: some tests start processes, on machines that may be busy with others.
    testTimeout: 60_000,
    // All cores: by default one is left for an editor that watches.
    maxWorkers: '100%',
    hookTimeout: 60_000,
  },
});
