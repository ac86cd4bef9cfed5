import { compare, valid } from '@renovatebot/pep440';

/**
 * Orders the versions of models as pip does (PEP 440). What is no version comes before all that are.
 *
 * @returns below zero where `a` is the older one.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [valid(a), valid(b)];
  if (left !== null && right !== null) return compare(left, right);
  if (left === null && right === null) return a < b ? -1 : Number(a > b);
  return left === null ? -1 : 1;
}
