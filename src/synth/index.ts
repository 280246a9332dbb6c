export { composeEnvironment, composeFleet, ReadText } from './compose';
export { synthesize, Synthesis } from './synthesize';
