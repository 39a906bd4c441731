import { STRATEGIES } from './both-ways.js';
import { describeShapes } from './shape-tests.js';

describeShapes(4_000, () => STRATEGIES);
