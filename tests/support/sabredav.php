<?php
// SabreDAV as Debian packs it (php-sabre-dav 1.8), for PHP's own server: `php -S HOST:PORT sabredav.php`. It is older than PHP 8:
// everything down to the line below only makes it run there. SABRE_FOLDER holds its database; SABRE_AUTH: basic or digest.

// Its methods lack the return types that PHP asks for, and its classes make properties as they go: notices, no faults.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING);
ini_set('display_errors', '0');
date_default_timezone_set('UTC');
// ------------------------------------------------------------------------------------------------------------------------------------

require_once 'Sabre/autoload.php';

final class OneUser extends Sabre\DAV\Auth\Backend\AbstractBasic {
    protected function validateUserPass($username, $password) {
        return $username === 'user1' && $password === 'pass1';
    }
}

final class OneDigestUser extends Sabre\DAV\Auth\Backend\AbstractDigest {
    public function getDigestHash($realm, $username) {
        return $username === 'user1' ? md5("user1:$realm:pass1") : null;
    }
}

$database = getenv('SABRE_FOLDER') . '/db.sqlite';
$isNew = !file_exists($database);
$pdo = new PDO("sqlite:$database");
$pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$pdo->exec('PRAGMA busy_timeout = 5000');
$principals = new Sabre\DAVACL\PrincipalBackend\PDO($pdo);
$calendars = new Sabre\CalDAV\Backend\PDO($pdo);
if ($isNew) {
    // As its examples declare them; packages may come without.
    $pdo->exec('create table calendars (id integer primary key, principaluri, displayname, uri, ctag integer, description,
        calendarorder integer, calendarcolor, timezone, components, transparent bool)');
    $pdo->exec('create table calendarobjects (id integer primary key, calendardata blob, uri, calendarid integer, lastmodified integer,
        etag, size integer, componenttype, firstoccurence integer, lastoccurence integer)');
    $pdo->exec('create table principals (id integer primary key, uri unique, email, displayname, vcardurl)');
    $pdo->exec('create table groupmembers (id integer primary key, principal_id integer, member_id integer)');
    $pdo->exec("insert into principals (uri, email, displayname) values ('principals/user1', 'user1@example.com', 'User One')");
    $calendars->createCalendar('principals/user1', 'cal', ['{DAV:}displayname' => 'Calendar']);
}

$server = new Sabre\DAV\Server([
    new Sabre\CalDAV\Principal\Collection($principals),
    new Sabre\CalDAV\CalendarRootNode($principals, $calendars),
]);
$auth = getenv('SABRE_AUTH') === 'digest' ? new OneDigestUser() : new OneUser();
$server->addPlugin(new Sabre\DAV\Auth\Plugin($auth, 'SabreDAV'));
$server->addPlugin(new Sabre\DAVACL\Plugin());
$server->addPlugin(new Sabre\CalDAV\Plugin());
$server->exec();
