/**
 * L2 of Grafana: dashboards, as the ConfigMaps that its sidecar loads.
 *
 * @packageDocumentation
 */
export { DashboardModel } from './dashboard-model';
export { GrafanaDashboard, GrafanaDashboardProps } from './grafana-dashboard';
