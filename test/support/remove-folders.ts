import { afterAll } from 'vitest';
import { removeTemporaryFolders } from './temporary-folder.js';

// Declared before all hooks of a test file, so it runs after them: the servers have stopped. The process itself is
// killed, not ended.
afterAll(removeTemporaryFolders);
