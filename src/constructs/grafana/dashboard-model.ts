import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

/** What Grafana calls the JSON model of a dashboard, in the schema that sidecars and provisioning load. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- they do not load the one that replaces it
export type DashboardModel = Dashboard;
