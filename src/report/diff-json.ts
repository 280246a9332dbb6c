import type { FieldChange, ObjectChange, ShareChange } from '../diff/change';
import type { Deletion } from '../diff/deletion-guard';
import type { Probe } from '../diff/traffic/probe';
import type { ExposureChange, TrafficChange } from '../diff/traffic/traffic-diff';
import type { Unjudged } from '../diff/traffic/unjudged';
import type { Identity } from '../model/identity';
import type { DiffReport } from './diff-report';
import { printableJson } from './printable';

/** As `diff.schema.json` documents it: fields may be added, never renamed. */
export function diffAsJson({ before, after, environments, diff, requests }: DiffReport): string {
  const { objects, sets, deletions } = diff;
  const refused = new Set([...deletions.guarded, ...deletions.excess]);
  const environmentOf = new Map(sets.map(({ set, environment }) => [set, environment]));
  const placed = ({ set }: { readonly set: string }, record: object): object => {
    return { set, environment: environmentOf.get(set), ...record };
  };
  const document = {
    before,
    after,
    environments,
    safe: refused.size === 0,
    maxDeletions: deletions.most,
    traffic: requests.traffic.map((each) => placed(each, trafficRecord(each))),
    exposure: requests.exposure.map((each) => placed(each, exposureRecord(each))),
    unjudged: requests.unjudged.map((each) => placed(each, unjudgedRecord(each))),
    deletions: deletions.deletions.map((each) => placed(each, deletionRecord(each, refused.has(each)))),
    objects: objects.map((each) => placed(each, objectRecord(each))),
    sets,
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

function trafficRecord({ from, origin, requests, aspects, before, after }: TrafficChange): object {
  return { from, origin, requests: requests.map(requestRecord), changes: aspects, before, after };
}

function exposureRecord({ change, from, origin, requests }: ExposureChange): object {
  return { change, from, origin, requests: requests.map(requestRecord) };
}

function requestRecord({ method, url, headers, claims, address, others }: Probe): object {
  return { method, url, headers, claims, address, others };
}

function unjudgedRecord({ about, resources }: Unjudged): object {
  const records = resources.map(({ group, kind, namespace, name }) => ({ group, kind, namespace, name }));
  return { about, resources: records };
}

function deletionRecord({ identity, version, name, isAllowed, isGuarded }: Deletion, refused: boolean): object {
  return {
    resource: resourceRecord(identity, version),
    guarded: isGuarded,
    allowed: isAllowed,
    refused,
    allow: name,
  };
}

function objectRecord({ identity, version, change, category, shares, fields }: ObjectChange): object {
  return {
    resource: resourceRecord(identity, version),
    change,
    category,
    weights: shares.length === 0 ? undefined : shares.map(shareRecord),
    fields: fields.map((field) => fieldRecord(field, field.category)),
  };
}

function shareRecord({ path, from, to, destination, before, after }: ShareChange): object {
  return { path, ...pointers(from, to), destination, before, after };
}

function fieldRecord({ change, path, from, to, before, after }: FieldChange, category: string): object {
  return { change, category, path, ...pointers(from, to), before, after };
}

/** Where something is, and where it was if that was somewhere else. */
function pointers(from: string | undefined, to: string | undefined): object {
  return { pointer: to ?? from, from: to === undefined || from === to ? undefined : from };
}

function resourceRecord({ group, kind, namespace, name }: Identity, version: string): object {
  return { group, version, kind, namespace, name };
}
