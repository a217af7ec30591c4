// A node of an InnoDB Cluster, as far as `mysqlrouter --bootstrap` asks for it. What the cluster is, is in the globals:
//   mysql_server_mock --filename examples/script/cluster.js --port 3310 --http-port 8080
//   curl -X PUT -H 'Content-Type: application/json' http://127.0.0.1:8080/api/v1/mock_server/globals/ \
//     -d '{"cluster_name": "shop", "group": "3e4338a1-2c5d-49ac-8baa-e5a25ba61e76", "nodes": ["db1:3310", "db2:3310", "db3:3310"]}'
//   mysqlrouter --bootstrap root@127.0.0.1:3310 -d router
var answers = [
  [/^(SET|START TRANSACTION|COMMIT|ROLLBACK|GRANT|CREATE USER|ALTER USER|DROP USER|FLUSH)\b/i, ok(0)],
  [/schema_version$/, one({ major: 2, minor: 3, patch: 0 })],
  [/^select cluster_type from/, one({ cluster_type: 'gr' })],
  [/^select count\(clusterset_id\)/, one({ count: 0 })],
  [/^select i\.attributes from/, one({ attributes: '{}' })],
  [/^select count\(\*\) from mysql_innodb_cluster_metadata\.v2_gr_clusters/, one({ count: 1 })],
  [/^select member_state from/i, one({ member_state: 'ONLINE' })],
  [/num_onlines/i, online],
  [/^select @@group_replication_group_name/, one({ name: mysqld.global.group })],
  [/^show status like 'ssl_cipher'/, one({ Variable_name: 'Ssl_cipher', Value: mysqld.session.ssl_cipher })],
  [/^select c\.cluster_id, c\.group_name as uuid/, members],
  [/^insert into mysql_innodb_cluster_metadata\.v2_routers/i, ok(1, 1)],
  [/^(insert|update|delete) /i, ok(1)],
  [/^select host, plugin from mysql\.user/, one({ host: '%', plugin: 'caching_sha2_password' })],
  [/^select JSON_EXTRACT\(router_options/, one({ is_null: 1 })],
  // what the router that was bootstrapped asks, again and again
  [/^select router_options from/i, one({ router_options: '{}' })],
  [/routing_guidelines/i, none(['guideline'])],
  [/^select address, attributes/i, one({ address: '', ro: '', rw: '', split: '', rox: '', rwx: '', cluster: '', options: '', name: '' })],
  [/^select C\.cluster_id, C\.cluster_name, I\.mysql_server_uuid/i, instances],
  [/^select member_id, member_host/i, groupMembers],
  // at each client that logs in through it
  [/^select attribute from information_schema\.user_attributes/i, none(['attribute'])],
  // and a statement of a client behind the router
  [/^select @@port$/i, one({ '@@port': mysqld.session.port })],
];

function ok(affected, id) {
  return function () {
    return { ok: { affected_rows: affected, last_insert_id: id } };
  };
}

function one(fields) {
  return function () {
    return table([fields]);
  };
}

function none(names) {
  return function () {
    return table([], names);
  };
}

function table(records, columns) {
  var names = columns || Object.keys(records[0]);
  return {
    result: {
      columns: names.map(function (name) {
        return { name: name, type: 'VAR_STRING' };
      }),
      rows: records.map(function (record) {
        return names.map(function (name) {
          return String(record[name]);
        });
      }),
    },
  };
}

function online() {
  var count = mysqld.global.nodes.length;
  return table([{ num_onlines: count, num_recovering: 0, num_total: count }]);
}

function uuidOf(index) {
  return 'b2c81a1e-55b4-11ef-9f6c-00000000000' + (index + 1);
}

function instances() {
  return table(
    mysqld.global.nodes.map(function (address, index) {
      var cluster = { cluster_id: 'cluster-1', cluster_name: mysqld.global.cluster_name };
      var node = { uuid: uuidOf(index), endpoint: address, xendpoint: '', attributes: '{}', label: address };
      return Object.assign(cluster, node);
    }),
  );
}

// The first node is the primary.
function groupMembers(stmt) {
  return table(
    mysqld.global.nodes.map(function (address, index) {
      var place = address.split(':');
      var member = { id: uuidOf(index), host: place[0], port: place[1], state: 'ONLINE' };
      member.role = index === 0 ? 'PRIMARY' : 'SECONDARY';
      if (/member_version/.test(stmt)) member.version = '9.7.4';
      member.mode = 1;
      return member;
    }),
  );
}

function members() {
  return table(
    mysqld.global.nodes.map(function (address) {
      var cluster = { cluster_id: 'cluster-1', uuid: mysqld.global.group, cluster_name: mysqld.global.cluster_name };
      return Object.assign(cluster, { address: address, attributes: '{}' });
    }),
  );
}

({
  handshake: { greeting: { server_version: '9.7.4' } },
  stmts: function (stmt) {
    for (var i = 0; i < answers.length; i++) {
      if (answers[i][0].test(stmt)) return answers[i][1](stmt);
    }
    return { error: { code: 1273, sql_state: 'HY001', message: 'Syntax Error at: ' + stmt } };
  },
});
