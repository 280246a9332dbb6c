import * as extensions from '../../../imports/extensions.istio.io';
import * as networking from '../../../imports/networking.istio.io';
import * as security from '../../../imports/security.istio.io';
import * as telemetry from '../../../imports/telemetry.istio.io';
import { groupOf, Kind } from '../../model/identity';

/** The kinds whose status istiod writes: Argo CD itself calls them healthy as soon as they exist. */
export const ISTIO_KINDS: readonly Kind[] = [
  extensions.TrafficExtension,
  extensions.WasmPlugin,
  networking.DestinationRule,
  networking.EnvoyFilter,
  networking.Gateway,
  networking.ProxyConfig,
  networking.ServiceEntry,
  networking.Sidecar,
  networking.VirtualService,
  networking.WorkloadEntry,
  networking.WorkloadGroup,
  security.AuthorizationPolicy,
  security.PeerAuthentication,
  security.RequestAuthentication,
  telemetry.Telemetry,
].map(({ GVK: { apiVersion, kind } }) => ({ group: groupOf(apiVersion), kind }));

/**
 * How Argo CD judges the health of an object of Istio: Lua 5.1 with the base and table libraries alone, which is all
 * that Argo CD gives a script, and the time by `require`.
 *
 * istiod writes the status of objects only that it has something to say of, and never takes back what it said of an
 * older generation (istio/istio#54945). So an old status means "wait" for as long as an analysis takes, and after that
 * no more than no status does; waiting for ever would hold all later waves back.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 * @see https://istio.io/latest/docs/reference/config/istio.analysis.v1alpha1/
 */
export const ISTIO_HEALTH = `local os = require("os")

-- istiod analyses every 10 seconds (PILOT_ANALYSIS_INTERVAL).
local SECONDS_TO_ANALYSE = 30
-- Conditions that mean that istiod does not do what the object says.
local REFUSALS = {
  ZtunnelAccepted = "False",
  WaypointAccepted = "False",
  ["istio.io/WaypointBound"] = "False",
  ["istio.io/WaypointMissing"] = "True",
}

local function fields(value)
  if type(value) == "table" then
    return value
  end
  return {}
end

local function add(list, text)
  for _, other in ipairs(list) do
    if other == text then
      return
    end
  end
  table.insert(list, text)
end

local metadata = fields(obj.metadata)
local status = fields(obj.status)
local generation = tostring(metadata.generation)

-- Numbers are texts in the JSON that istiod writes.
local function is_old(observed)
  local seen, now = tonumber(observed), tonumber(metadata.generation)
  return seen ~= nil and now ~= nil and seen > 0 and seen < now
end

local function is_being_analysed()
  local edited
  for _, manager in ipairs(fields(metadata.managedFields)) do
    local entry = fields(manager)
    if entry.subresource == nil and type(entry.time) == "string" and (edited == nil or entry.time > edited) then
      edited = entry.time
    end
  end
  -- UTC, whatever the time zone: "!" is for tables only that no time is given for.
  local analysed = os.time(os.date("!*t")) - SECONDS_TO_ANALYSE
  return edited == nil or edited > os.date("%Y-%m-%dT%H:%M:%SZ", analysed)
end

local function describe(condition)
  local text = tostring(condition.type)
  if condition.message ~= nil then
    return text .. ": " .. tostring(condition.message)
  end
  return text .. " is " .. tostring(condition.status)
end

local refusals, waits, notes = {}, {}, {}

for _, item in ipairs(fields(status.conditions)) do
  local condition = fields(item)
  if condition.type ~= nil and not is_old(condition.observedGeneration) then
    if REFUSALS[condition.type] ~= nil and REFUSALS[condition.type] == condition.status then
      add(refusals, describe(condition))
    elseif condition.type == "Reconciled" and condition.status == "False" then
      add(waits, describe(condition))
    end
  end
end

if is_old(status.observedGeneration) then
  if is_being_analysed() then
    add(waits, "waiting for istiod to analyse generation " .. generation)
  else
    add(notes, "not analysed since generation " .. tostring(status.observedGeneration))
  end
else
  for _, item in ipairs(fields(status.validationMessages)) do
    local message = fields(item)
    local level = tostring(message.level or "UNKNOWN")
    local text = level .. " " .. tostring(fields(message.type).code or fields(message.type).name)
    if message.documentationUrl ~= nil then
      text = text .. " " .. tostring(message.documentationUrl)
    end
    if level == "ERROR" then
      add(refusals, text)
    else
      add(notes, text)
    end
  end
  if status.observedGeneration == nil and status.validationMessages == nil then
    add(notes, "not analysed")
  end
end

local health = { status = "Healthy", message = table.concat(notes, ", ") }
if #refusals > 0 then
  health = { status = "Degraded", message = table.concat(refusals, ", ") }
elseif #waits > 0 then
  health = { status = "Progressing", message = table.concat(waits, ", ") }
end
return health
`;

/** Entries of `argocd-cm`, one per kind. */
export function istioHealthChecks(): Record<string, string> {
  return Object.fromEntries(
    ISTIO_KINDS.map(({ group, kind }) => [`resource.customizations.health.${group}_${kind}`, ISTIO_HEALTH]),
  );
}
