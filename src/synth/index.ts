export { composeEnvironment, ReadText } from './compose';
export { synthesize, Synthesis } from './synthesize';
