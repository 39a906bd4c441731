import { STRATEGIES } from './both-ways.js';
import { describeShapes } from './shape-tests.js';

describeShapes(10_000, () => STRATEGIES);
