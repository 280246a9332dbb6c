/**
 * Construct trees as manifest sets, without the command line: for tests and for other programs.
 *
 * @packageDocumentation
 */
export { composeEnvironment, composeFleet, ReadText, SynthesizedEnvironment } from './compose';
export { synthesize, Synthesis } from './synthesize';
