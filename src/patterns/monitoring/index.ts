export { MeshMonitoring, MeshMonitoringProps } from './mesh-monitoring';
export { MonitoredProgram } from './monitored-program';
