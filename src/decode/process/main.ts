/**
 * The decode process: forked by the editor, so that a native fault ends this process and nothing else.
 * Its first argument is the execution provider; for CUDA more follow. The same file serves as its watchdog thread.
 */
import { isMainThread } from 'node:worker_threads';
import { serve } from './serve';
import { startWatchdog, watchParent } from './watchdog';

if (isMainThread) {
  startWatchdog(__filename);
  void serve(...process.argv.slice(2));
} else {
  watchParent();
}
