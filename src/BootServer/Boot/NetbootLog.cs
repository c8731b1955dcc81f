using System;
using System.Net;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot;

/// <summary>The log lines of the network boot part: event ids 2000 to 2099.</summary>
internal static partial class NetbootLog
{
    [LoggerMessage(2000, LogLevel.Information, "Network boot on {Interface} ({Address}/{PrefixLength}), DHCP mode {Mode}")]
    internal static partial void Serving(ILogger logger, string @interface, string address, int prefixLength, string mode);

    [LoggerMessage(2001, LogLevel.Debug, "{Interface}: datagram from {Source} to port {Port} is no DHCP message: {Why}")]
    internal static partial void NotDhcp(ILogger logger, string @interface, IPEndPoint source, int port, DhcpParseError why);

    [LoggerMessage(2002, LogLevel.Debug, "{Interface}: {Mac} sent {Type}, no reply: {Reason}")]
    internal static partial void DhcpSilence(ILogger logger, string @interface, string mac, string type, string reason);

    [LoggerMessage(2022, LogLevel.Warning, "{Interface}: {Shortage}")]
    internal static partial void AddressShortage(ILogger logger, string @interface, string shortage);

    [LoggerMessage(2003, LogLevel.Debug, "{Interface}: {Mac} sent {Type}, replied {Reply} to {Destination}: address {Yiaddr}, file '{File}'")]
    internal static partial void DhcpReplied(ILogger logger, string @interface, string mac, string type, string reply, IPEndPoint destination, string yiaddr, string file);

    [LoggerMessage(2004, LogLevel.Warning, "{Interface}: port {Port}: {Operation} failed")]
    internal static partial void SocketFailed(ILogger logger, Exception exception, string @interface, int port, string operation);

    [LoggerMessage(2005, LogLevel.Error, "The leases cannot be kept, so {Count} clients got no address")]
    internal static partial void LeaseNotKept(ILogger logger, Exception exception, int count);

    [LoggerMessage(2006, LogLevel.Warning, "The lease file {Path} is damaged or of another version; it was put aside as {Aside} and all leases start anew")]
    internal static partial void LeaseFileDamaged(ILogger logger, string path, string aside);

    [LoggerMessage(2007, LogLevel.Error, "{Interface}: the request of {Client} to port {Port} could not be answered")]
    internal static partial void RequestFailed(ILogger logger, Exception exception, string @interface, int port, string client);

    [LoggerMessage(2009, LogLevel.Warning, "UEFI machines without a job go to their next boot entry, which may take minutes, because the loader for their own disk cannot be made: {Why}. Install it with: apt install {Packages}")]
    internal static partial void NoLocalDiskLoader(ILogger logger, string why, string packages);

    [LoggerMessage(2015, LogLevel.Warning, "{Interface}: the LAN's DHCP server cannot be asked for its next server, so machines with Secure Boot on start the boot image only with the help of reserved addresses ([netboot] pxe-addresses)")]
    internal static partial void LanNotAsked(ILogger logger, Exception exception, string @interface);

    [LoggerMessage(2016, LogLevel.Information, "{Interface}: the LAN's DHCP server names as next server: {NextServers}. Secure Boot: {Meaning}")]
    internal static partial void NextServersHeard(ILogger logger, string @interface, string nextServers, string meaning);

    [LoggerMessage(2017, LogLevel.Warning, "{Interface}: firmware that tries to start by IPv6 cannot be told that there is nothing, so machines that are sent on to their next boot entry may wait a minute longer")]
    internal static partial void NoBootAdvertisements(ILogger logger, Exception exception, string @interface);

    [LoggerMessage(2018, LogLevel.Debug, "{Interface}: told {Mac} that nothing is served by IPv6")]
    internal static partial void BootAdvertised(ILogger logger, string @interface, string mac);

    [LoggerMessage(2014, LogLevel.Warning, "Machines with Secure Boot on cannot start the boot image, because these loaders cannot be read: {Missing}. Install them with: apt install {Packages}")]
    internal static partial void NoSecureBootLoaders(ILogger logger, string missing, string packages);

    [LoggerMessage(2008, LogLevel.Critical, "{Interface}: {Part} has stopped and serves nobody until the server is started again")]
    internal static partial void LoopEnded(ILogger logger, Exception exception, string @interface, string part);

    [LoggerMessage(2010, LogLevel.Debug, "TFTP request from {Source} refused: {Why}")]
    internal static partial void TftpRefused(ILogger logger, IPEndPoint source, string why);

    [LoggerMessage(2011, LogLevel.Information, "TFTP: sent {File} ({Bytes} bytes) to {Client} in {Milliseconds} ms")]
    internal static partial void TftpSent(ILogger logger, string file, long bytes, IPEndPoint client, long milliseconds);

    [LoggerMessage(2012, LogLevel.Information, "TFTP: {File} to {Client} ended early: {Why}")]
    internal static partial void TftpEndedEarly(ILogger logger, string file, IPEndPoint client, string why);

    [LoggerMessage(2013, LogLevel.Warning, "TFTP: {Client} asked for {File}, and {Count} transfers are running: not served")]
    internal static partial void TftpBusy(ILogger logger, IPEndPoint client, string file, int count);

    [LoggerMessage(2019, LogLevel.Error, "TFTP: the transfer to {Client} failed")]
    internal static partial void TftpTransferFailed(ILogger logger, Exception exception, IPEndPoint client);

    [LoggerMessage(2020, LogLevel.Information, "HTTP: sent {Path} ({Bytes} bytes) to {Client}")]
    internal static partial void HttpSent(ILogger logger, string path, long bytes, IPAddress? client);

    [LoggerMessage(2021, LogLevel.Warning, "HTTP: {Client} asked for {Path}: {Why}")]
    internal static partial void HttpRefused(ILogger logger, IPAddress? client, string path, string why);

    [LoggerMessage(2030, LogLevel.Warning, "{Interface}: IPv6 router solicitations cannot be answered, so iPXE waits about 15 seconds longer at each start")]
    internal static partial void NoRouterAdvertisements(ILogger logger, Exception exception, string @interface);

    [LoggerMessage(2031, LogLevel.Debug, "{Interface}: answered the router solicitation of {Mac}")]
    internal static partial void RouterAdvertised(ILogger logger, string @interface, string mac);

    [LoggerMessage(2032, LogLevel.Debug, "{Interface}: the router solicitation of {Mac} is not ours to answer: it is not starting from the network")]
    internal static partial void SolicitationIgnored(ILogger logger, string @interface, string mac);

    [LoggerMessage(2040, LogLevel.Information, "{Interface}: the LAN's addresses come from the DHCP server {Server} (card {Card})")]
    internal static partial void AddressServer(ILogger logger, string @interface, string server, string card);

    [LoggerMessage(2041, LogLevel.Warning, "{Interface}: another DHCP server, {Server} (card {Card}), hands out addresses here too. Two of them give out the same addresses twice: stop one, or set mode = proxy in [netboot]")]
    internal static partial void RivalAddressServer(ILogger logger, string @interface, string server, string card);

    [LoggerMessage(2042, LogLevel.Warning, "{Interface}: another boot server, {Server} (card {Card}), answers PCs that start from the network (boot file '{File}', option 60 '{VendorClass}'). They may follow it instead of this server: stop one of the two")]
    internal static partial void RivalBootServer(ILogger logger, string @interface, string server, string card, string file, string vendorClass);

    [LoggerMessage(2044, LogLevel.Warning, "{Interface}: {Address} is in use by {User}, so it is not handed out for an hour: take it out of the range, or that computer off it")]
    internal static partial void AddressInUse(ILogger logger, string @interface, string address, string user);

    [LoggerMessage(2045, LogLevel.Warning, "{Interface}: {Mac} was given {Address} and found it in use by another computer, so it is not handed out for an hour: take it out of the range, or that computer off it")]
    internal static partial void AddressDeclined(ILogger logger, string @interface, string address, string mac);

    [LoggerMessage(2046, LogLevel.Warning, "{Interface}: a reply to {Destination} cannot be sent (told once a minute)")]
    internal static partial void ReplyNotSent(ILogger logger, Exception exception, string @interface, IPEndPoint destination);

    [LoggerMessage(2047, LogLevel.Warning, "{Interface}: it cannot be seen whether an address is in use before it is offered")]
    internal static partial void NoProbes(ILogger logger, Exception exception, string @interface);

    [LoggerMessage(2048, LogLevel.Warning, "{Interface}: {Count} options found no room in the reply to {Mac}")]
    internal static partial void OptionsLeftOut(ILogger logger, string @interface, int count, string mac);

    [LoggerMessage(2049, LogLevel.Warning, "{Interface}: clients have named {Count} other DHCP servers within an hour, so some client makes them up: no more of them are told of in this hour")]
    internal static partial void TooManyRivals(ILogger logger, string @interface, int count);

    [LoggerMessage(2043, LogLevel.Warning, "{Interface}: other DHCP servers cannot be heard, so only those are known that clients name")]
    internal static partial void NoEavesdropping(ILogger logger, Exception exception, string @interface);

    [LoggerMessage(2050, LogLevel.Warning, "{Interface}: machines that ask other DHCP servers cannot be heard, so their starts may be slower and the boot log does not tell them apart")]
    internal static partial void NoStartsHeard(ILogger logger, Exception exception, string @interface);

    [LoggerMessage(2051, LogLevel.Warning, "{Setting}")]
    internal static partial void SettingUnused(ILogger logger, string setting);
}
