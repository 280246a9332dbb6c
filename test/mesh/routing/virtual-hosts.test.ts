import { hostOfAuthority, VirtualHost, VirtualHosts } from '../../../src/mesh/routing/virtual-hosts';

const hosts = new VirtualHosts(
  ['shop.example.com', '*.example.com', '*.eu.example.com', '*.com'].map((domain) => new VirtualHost(domain, [])),
);

test.each([
  ['shop.example.com', 'shop.example.com'],
  ['SHOP.example.com:8080', 'shop.example.com'],
  ['other.example.com', '*.example.com'],
  ['a.b.example.com', '*.example.com'],
  ['a.eu.example.com', '*.eu.example.com'],
  ['example.com', '*.com'],
  ['example.org', undefined],
  ['.example.com', '*.com'],
])('%s is taken by %s', (authority, domain) => {
  expect(hosts.find(authority)?.domain).toBe(domain);
});

test('all that nobody else takes is taken by *', () => {
  expect(new VirtualHosts([new VirtualHost('*', [])]).find('[::1]:80')?.domain).toBe('*');
});

test.each([
  ['a.b', 'a.b'],
  ['A.b:80', 'a.b'],
  ['a.b:', 'a.b'],
  ['[::1]', '[::1]'],
  ['[::1]:80', '[::1]'],
])('the host of %s is %s', (authority, host) => {
  expect(hostOfAuthority(authority)).toBe(host);
});
