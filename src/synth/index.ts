export { composeEnvironment, composeFleet, ReadText, SynthesizedEnvironment } from './compose';
export { synthesize, Synthesis } from './synthesize';
