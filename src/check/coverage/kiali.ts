import { coverageOf, Row } from './coverage';

const NAMESPACES = 'needs to know all namespaces, which sets rarely hold';
const WORKLOADS = 'needs the workloads of a cluster';
const AUTO_MTLS = 'is no error any more: proxies use mutual TLS wherever both sides have it';
const WAYPOINTS = 'needs the waypoints of a cluster';

const IGNORED: readonly ['not here', string] = ['not here', 'is not looked into yet: such a policy is ignored'];

/** Codes that Istio has one for, too: Istio's is used. */
const same = (code: string): readonly ['not here', string] => ['not here', `is ${code} of Istio's`];

const rows: readonly Row[] = [
  ['KIA0002', 'error', 'generic.multimatch.selectorless', 'whole', "of PeerAuthentications; Istio has codes of its own for Sidecar and Telemetry"],
  ['KIA0003', 'error', 'generic.multimatch.selector', 'partly', 'of PeerAuthentications: selectors that are the same, and those that select workloads of the set'],
  ['KIA0004', 'warning', 'generic.selector.workloadnotfound', 'cluster', WORKLOADS],
  ['KIA0005', 'error', 'generic.exportto.namespacenotfound', 'cluster', NAMESPACES],
  ['KIA0101', 'warning', 'authorizationpolicy.source.namespacenotfound', 'cluster', NAMESPACES],
  ['KIA0102', 'warning', 'authorizationpolicy.to.wrongmethod', 'whole'],
  ['KIA0104', 'error', 'authorizationpolicy.nodest.matchingregistry', 'cluster', 'needs to know all hosts'],
  ['KIA0105', 'error', 'authorizationpolicy.mtls.needstobeenabled', 'whole'],
  ['KIA0106', 'error', 'authorizationpolicy.source.principalnotfound', 'cluster', 'needs the service accounts of a cluster'],
  ['KIA0107', 'info', 'authorizationpolicy.source.principalremote', 'cluster', 'needs the service accounts of other clusters'],
  ['KIA0108', 'warning', 'authorizationpolicy.source.principalforeign', 'cluster', 'needs the service accounts of other clusters'],
  ['KIA0109', 'warning', 'authorizationpolicy.ambient.l7nowaypoint', 'cluster', WAYPOINTS],
  ['KIA0110', 'warning', 'authorizationpolicy.ambient.l7notargetrefs', 'whole'],
  ['KIA0201', 'warning', 'destinationrules.multimatch', 'whole', 'only where one of them loses something by it'],
  ['KIA0202', 'error', 'destinationrules.nodest.matchingregistry', ...same('IST0174')],
  ['KIA0203', 'error', 'destinationrules.nodest.subsetlabels', ...same('IST0173')],
  ['KIA0204', 'warning', 'destinationrules.trafficpolicy.notlssettings', 'not here', AUTO_MTLS],
  ['KIA0205', 'error', 'destinationrules.mtls.meshpolicymissing', 'not here', AUTO_MTLS],
  ['KIA0206', 'error', 'destinationrules.mtls.nspolicymissing', 'not here', AUTO_MTLS],
  ['KIA0207', 'error', 'destinationrules.mtls.policymtlsenabled', 'whole'],
  ['KIA0208', 'error', 'destinationrules.mtls.meshpolicymtlsenabled', 'whole'],
  ['KIA0209', 'warning', 'destinationrules.nodest.subsetnolabels', 'whole', 'not of hosts outside of the cluster, nor of subsets that are for their policy'],
  ['KIA0210', 'warning', 'destinationrule.ambient.l7nowaypoint', 'cluster', WAYPOINTS],
  ['KIA0211', 'warning', 'destinationrule.ambient.servicenotcaptured', 'cluster', WAYPOINTS],
  ['KIA0212', 'warning', 'destinationrule.ambient.notinservicenamespace', 'cluster', WAYPOINTS],
  ['KIA0301', 'warning', 'gateways.multimatch', ...same('IST0145')],
  ['KIA0302', 'warning', 'gateways.selector', 'cluster', WORKLOADS],
  ['KIA0401', 'error', 'peerauthentication.mtls.destinationrulemissing', 'not here', AUTO_MTLS],
  ['KIA0501', 'error', 'peerauthentications.mtls.destinationrulemissing', 'not here', AUTO_MTLS],
  ['KIA0505', 'error', 'peerauthentications.mtls.disabledestinationrulemissing', 'whole'],
  ['KIA0506', 'error', 'peerauthentications.mtls.disablemeshdestinationrulemissing', 'whole'],
  ['KIA0601', 'error', 'port.name.mismatch', ...same('IST0118')],
  ['KIA0602', 'error', 'port.appprotocol.mismatch', ...same('IST0118')],
  ['KIA0701', 'warning', 'service.deployment.port.mismatch', 'not here', 'a pod may listen on ports that it does not declare'],
  ['KIA1004', 'warning', 'sidecar.egress.servicenotfound', 'partly', 'where the set has a Service of the namespace'],
  ['KIA1006', 'warning', 'sidecar.global.selector', 'whole'],
  ['KIA1007', 'info', 'sidecar.outboundtrafficpolicy.mode.ambiguous', 'not here', 'a mode that is not stated is the default of the mesh'],
  ['KIA1101', 'error', 'virtualservices.nohost.hostnotfound', ...same('IST0101')],
  ['KIA1102', 'error', 'virtualservices.nogateway', ...same('IST0101')],
  ['KIA1104', 'warning', 'virtualservices.route.singleweight', 'not here', 'a weight on a single destination does no harm'],
  ['KIA1105', 'warning', 'virtualservices.route.repeatedsubset', 'whole'],
  ['KIA1106', 'warning', 'virtualservices.singlehost', 'not here', "is IST0109 of Istio's in the mesh, and IGO0102 of ours at gateways"],
  ['KIA1107', 'warning', 'virtualservices.subsetpresent.subsetnotfound', ...same('IST0101')],
  ['KIA1108', 'info', 'virtualservices.gateway.oldnomenclature', ...same('IST0133')],
  ['KIA1109', 'warning', 'virtualservice.ambient.l7nowaypoint', 'cluster', WAYPOINTS],
  ['KIA1110', 'warning', 'requestauthentication.ambient.l7nowaypoint', 'cluster', WAYPOINTS],
  ['KIA1111', 'warning', 'wasmplugin.ambient.l7nowaypoint', 'cluster', WAYPOINTS],
  ['KIA1112', 'warning', 'telemetry.ambient.l7nowaypoint', 'cluster', WAYPOINTS],
  ['KIA1113', 'warning', 'virtualservice.ambient.servicenotcaptured', 'cluster', WAYPOINTS],
  ['KIA1114', 'warning', 'virtualservice.ambient.notinservicenamespace', 'cluster', WAYPOINTS],
  ['KIA1115', 'warning', 'requestauthentication.ambient.l7notargetrefs', ...IGNORED],
  ['KIA1116', 'warning', 'wasmplugin.ambient.l7notargetrefs', ...IGNORED],
  ['KIA1117', 'warning', 'telemetry.ambient.l7notargetrefs', ...IGNORED],
  ['KIA1211', 'warning', 'serviceentries.multimatch', 'not here', "service entries of one host are merged; where they disagree it is IST0177 of Istio's"],
  ['KIA1212', 'warning', 'serviceentries.port.protocol.conflict', ...same('IST0177')],
  ['KIA1301', 'warning', 'workload.authorizationpolicy.needstobecovered', 'cluster', WORKLOADS],
  ['KIA1311', 'error', 'workload.ambient.sidecarandlabel', 'cluster', WORKLOADS],
  ['KIA1312', 'warning', 'workload.ambient.waypointandnotambient', 'cluster', WORKLOADS],
  ['KIA1313', 'error', 'workload.ambient.waypointnotfound', 'cluster', WORKLOADS],
  ['KIA1314', 'error', 'workload.ambient.podsidecarlabelandambientredirection', 'cluster', WORKLOADS],
  ['KIA1315', 'error', 'workload.ambient.podsidecarinjectandambientlabel', 'cluster', WORKLOADS],
  ['KIA1316', 'warning', 'workload.ambient.sidecarinambientnamespace', 'cluster', WORKLOADS],
  ['KIA1317', 'warning', 'workload.ambient.authpolicybutnowaypoint', 'cluster', WAYPOINTS],
  ['KIA1401', 'error', 'k8sroutes.nok8sgateway', 'not here', 'routes of Gateway API are often for a gateway of another repository; a status says it in the cluster'],
  ['KIA1402', 'error', 'k8sroutes.nohost.namenotfound', 'not here', 'routes of Gateway API are not looked into yet'],
  ['KIA1501', 'warning', 'k8sgateways.multimatch.listener', 'not here', 'gateways of Gateway API are not looked into yet'],
  ['KIA1502', 'warning', 'k8sgateways.multimatch.ip', 'not here', 'gateways of Gateway API are not looked into yet'],
  ['KIA1503', 'error', 'k8sgateways.unique.listener', 'not here', 'is what the schema stage says'],
  ['KIA1504', 'error', 'k8sgateways.gatewayclassnotfound', 'cluster', "needs the cluster's classes, which controllers make"],
  ['KIA1601', 'error', 'k8sreferencegrants.from.namespacenotfound', 'cluster', NAMESPACES],
  ['KIA1701', 'warning', 'workloadgroup.template.serviceaccount.notfound', 'cluster', 'needs the service accounts of a cluster'],
  ['KIA1702', 'warning', 'workloadgroup.labels.duplicate', 'not here', 'does not touch traffic'],
];

/** Every code of Kiali, 2.30. */
export const KIALI_CODES = coverageOf(rows);
