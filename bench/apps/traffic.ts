import { writeFileSync } from 'node:fs';
import { Mesh } from '../../src/mesh/mesh';
import { parseRequest } from '../../src/mesh/traffic/parse-request';
import type { TrafficRequest } from '../../src/mesh/traffic/request';
import { Traffic } from '../../src/mesh/traffic/traffic';
import { meshSet } from '../mesh-set';
import type { TrafficFigures } from '../peers/traffic';
import { answerText, questions } from '../questions';
import { ENVIRONMENTS, Settings } from '../workload';
import { cpuSeconds } from './cpu-seconds';

const [output = '', services = '', rounds = ''] = process.argv.slice(2);
/** Services of the mesh that is asked before. */
const WARM = 300;

const figures = { indexSeconds: 0, answerSeconds: 0, answers: {} as Record<string, number> };
// Code that the engine has not seen yet is slower at small sizes, which would hide how the rest grows.
for (let i = 0; i < 3; i++) ask(WARM, ENVIRONMENTS[0]!, 1);
for (const settings of ENVIRONMENTS) {
  const { indexSeconds, answerSeconds, answers } = ask(Number(services), settings, Number(rounds));
  figures.indexSeconds += indexSeconds;
  figures.answerSeconds += answerSeconds;
  for (const answer of answers) figures.answers[answer] = (figures.answers[answer] ?? 0) + 1;
}
writeFileSync(output, JSON.stringify(figures satisfies TrafficFigures));

/** The index is made where it is first asked, so that it is all there once each request has been answered. */
function ask(count: number, settings: Settings, times: number) {
  const set = meshSet(count, settings);
  const requests = [...questions(count, settings)].map(({ request }) => parseRequest(request));
  const answers: string[] = [];
  let traffic: Traffic;
  const indexSeconds = cpuSeconds(() => {
    traffic = new Traffic(new Mesh(set));
    for (const request of requests) answers.push(answerText(traffic.answer(request)));
  });
  const answerSeconds = cpuSeconds(() => {
    for (let round = 0; round < times; round++) answerAll(traffic, requests);
  });
  return { indexSeconds, answerSeconds, answers };
}

function answerAll(traffic: Traffic, requests: readonly TrafficRequest[]): void {
  for (const request of requests) traffic.answer(request);
}
