import type { Tally } from './tally.js';

/**
 * A watch's figures as Prometheus reads them, for node_exporter's textfile collector.
 *
 * Source: Prometheus' documentation, "Exposition formats".
 */
export function metricsText(tally: Tally, labels: { database: string; table: string }): string {
  const names = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  const seconds = (at: Date | null): number => (at === null ? NaN : at.getTime() / 1000);
  const duration = tally.lastDurationMs === null ? NaN : tally.lastDurationMs / 1000;
  const metrics: [name: string, type: 'gauge' | 'counter', help: string, value: number][] = [
    ['last_run_timestamp_seconds', 'gauge', 'When the last purge ended.', seconds(tally.lastRun)],
    ['last_success_timestamp_seconds', 'gauge', 'When the last good purge ended.', seconds(tally.lastSuccess)],
    ['last_duration_seconds', 'gauge', 'How long the last good purge took.', duration],
    ['runs_total', 'counter', 'Purges since the watch began.', tally.runs],
    ['failed_runs_total', 'counter', 'Purges that failed.', tally.failed],
    ['deleted_total', 'counter', 'Expired sessions deleted.', tally.deleted],
    ['expired_left', 'gauge', 'Expired sessions that the last good purge left.', tally.left ?? NaN],
  ]; // prettier-ignore
  return metrics
    .map(([name, type, help, value]) => {
      const full = `session_admin_purge_${name}`;
      const lines = [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`];
      return [...lines, `${full}{${names.join(',')}} ${value}`, ''].join('\n');
    })
    .join('');
}

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
