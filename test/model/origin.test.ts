import { describeOrigin } from '../../src/model/origin';

const location = { file: '/mesh/environments/production.ts', line: 12, column: 5 };

test('an origin is named by its line', () => {
  expect(describeOrigin({ constructPath: 'production/api', locate: () => location })).toBe(
    '/mesh/environments/production.ts:12:5',
  );
});

test('its file is shown as the caller wishes', () => {
  const relative = (file: string) => file.replace('/mesh/', '');
  expect(describeOrigin({ locate: () => location }, relative)).toBe('environments/production.ts:12:5');
});

test('where no line is known it is named by its construct', () => {
  expect(describeOrigin({ constructPath: 'production/api', locate: () => undefined })).toBe('production/api');
  expect(describeOrigin({ constructPath: 'production/api' })).toBe('production/api');
  expect(describeOrigin({})).toBe('unknown origin');
});
