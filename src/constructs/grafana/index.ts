export { DashboardModel } from './dashboard-model';
export { GrafanaDashboard, GrafanaDashboardProps } from './grafana-dashboard';
