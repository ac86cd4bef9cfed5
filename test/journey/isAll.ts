/** Whether everything is asked for, by `npm run test:journey -- --all`. */
export const isAll = process.env['BELLHOP_JOURNEY'] === 'all';
