import { describeShapes } from './shape-tests.js';

// Each strategy is combined with each option and without it.
describeShapes(150, (list) => [list === 1 || list === 3 || list === 5 || list === 6 ? 'forward-inserts' : 'load-data']);
