import { counted } from '../numbers';
import type { Reason, SparkPlan } from '../sizing';
import { escaped } from './markup';
import { mib, percent } from './numbers';
import { planToSparkSubmit } from './plan-configuration';
import { planToSvg } from './plan-picture';
import { nodesInWords } from './plan-table';

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  svg { max-width: 100%; height: auto; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8b949e59; }
  code, pre { font: 13px ui-monospace, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
  pre { overflow-x: auto; padding: 0.8rem; border: 1px solid #8b949e59; border-radius: 6px; }
  small { opacity: 0.75; }`;

/** The plan as one page that needs no other file: the picture, every number with its reason, the warnings, and what to paste. */
export function planToHtml(plan: SparkPlan): string {
  const { cluster, job } = plan;
  const title = `Spark on ${nodesInWords(plan.nodes)}`;
  const warnings = [...cluster.warnings, ...job.warnings];
  const { admission } = job;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(`${cluster.release.label}, Spark ${cluster.release.sparkVersion}, ${cluster.calculator} calculator, primary ${cluster.primaryInstanceType}, ${cluster.deployMode} mode, sizing ${cluster.sizingVersion}.`)}</p>
${planToSvg(plan)}
<p>${escaped(`${counted(admission.executors, 'executor')} run, ${counted(admission.pending, 'container')} pending, ${mib(admission.allocatedMB)} of ${mib(admission.totalMB)} (${percent(admission.memoryUtilisation)}), ${counted(job.partitions, 'partition')}.`)}</p>
${warnings.length === 0 ? '' : `<h2>Warnings</h2>\n<ul>\n${warnings.map(({ id, text }) => `<li><code>${escaped(id)}</code> ${escaped(text)}</li>`).join('\n')}\n</ul>`}
<h2>Cluster settings</h2>
<p>Depend on node types only; in spark-defaults.</p>
${settings(cluster.sparkConf, cluster.reasons)}
<h2>Job settings</h2>
<p>Depend on node counts and data; as --conf of the job.</p>
${settings(job.jobConf, job.reasons)}
<h2>To paste</h2>
<pre>${escaped(planToSparkSubmit(plan))}</pre>
</body>
</html>
`;
}

function settings(conf: Readonly<Record<string, string>>, reasons: readonly Reason[]): string {
  const byKey = new Map(reasons.map((reason) => [reason.key, reason]));
  const rows = Object.entries(conf).map(([key, value]) => {
    const { reason = '', source = '' } = byKey.get(key) ?? {};
    const from = source === '' ? '' : ` <small>[${escaped(source)}]</small>`;
    return `<tr><td><code>${escaped(key)}</code></td><td><code>${escaped(value)}</code></td><td>${escaped(reason)}${from}</td></tr>`;
  });
  return `<table>\n<thead><tr><th>setting</th><th>value</th><th>reason</th></tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>`;
}
