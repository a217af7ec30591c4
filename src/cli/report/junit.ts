// The report as JUnit XML, in the form that CI servers read: a suite per scope, a failed case per distinct miss, a
// skipped one where recorded exchanges were never played. https://github.com/testmoapp/junitxml

import { adviceFor } from '../../replay/misses/advice.ts';
import { missDetails, missMessage } from '../../replay/misses/miss-texts.ts';
import type { CountedMiss } from '../../replay/session/journal.ts';
import type { OverBudget, ReplayReport, ScopeReport } from '../../serve/replay-report.ts';
import { plural } from '../format.ts';
import { escaped } from './xml.ts';

export function junitReport(report: ReplayReport): string {
  const suites = report.scopes.map((scope) => suite(report, scope));
  const failures = report.misses.length + report.overBudget.length;
  const cases = failures + report.scopes.reduce((sum, { unused }) => sum + (unused > 0 ? 2 : 1), 0);
  const head = `<testsuites name="mock replay" tests="${cases}" failures="${failures}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, '</testsuites>', ''].join('\n');
}

function suite(report: ReplayReport, { name, played, unused }: ScopeReport): string {
  const misses = report.misses.filter(({ miss }) => miss.scope === name);
  const className = name === '' ? 'replay' : name;
  const cases = [
    `    <testcase classname="${escaped(className)}" name="${plural(played, 'recorded exchange')} played"/>`,
  ];
  cases.push(...misses.map((one) => missCase(className, one, report.recording)));
  const over = report.overBudget.filter(({ scope }) => scope === name);
  cases.push(...over.map((one) => budgetCase(className, one)));
  if (unused > 0) {
    const what = plural(unused, 'recorded exchange');
    cases.push(`    <testcase classname="${escaped(className)}" name="${what} unused"><skipped/></testcase>`);
  }
  const skipped = unused > 0 ? 1 : 0;
  const counts = `tests="${cases.length}" failures="${misses.length + over.length}" skipped="${skipped}"`;
  return [`  <testsuite name="${escaped(className)}" ${counts}>`, ...cases, '  </testsuite>'].join('\n');
}

function missCase(className: string, { miss, count }: CountedMiss, recording: string): string {
  const asked = (miss.sql ?? miss.command).replace(/\s+/g, ' ').slice(0, 200);
  const todo = adviceFor(miss, recording).map(
    ({ what, copy }) => `to do: ${what}${copy === null ? '' : `: ${copy.text.trimEnd()}`}`,
  );
  const details = [...missDetails(miss), ...todo, `times: ${count}`].join('\n');
  return [
    `    <testcase classname="${escaped(className)}" name="${escaped(asked)}">`,
    `      <failure type="${escaped(miss.reason)}" message="${escaped(missMessage(miss))}">${escaped(details)}</failure>`,
    '    </testcase>',
  ].join('\n');
}

function budgetCase(className: string, { statements, budget }: OverBudget): string {
  const message = `${plural(statements, 'statement')}, and ${budget} are allowed`;
  return [
    `    <testcase classname="${escaped(className)}" name="budget of ${budget} statements">`,
    `      <failure type="budget" message="${message}"/>`,
    '    </testcase>',
  ].join('\n');
}
