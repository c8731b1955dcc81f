using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Rebuilds;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Tftp;
using Monitas.BootServer.Verify;

namespace Monitas.BootServer.Configuration;

/// <summary>
/// Settings come from server.conf; a variable of the environment such as MONITAS_SERVER__HTTPS_PORT wins over it, and an option
/// --set server:https-port=8444 over both. All that is wrong is reported at once.
/// </summary>
internal static class SettingsLoader
{
    private const string EnvironmentPrefix = "MONITAS_";

    /// <summary>Loads and checks all settings.</summary>
    /// <param name="file">The file; null for the usual one, which may be missing.</param>
    /// <param name="overrides">"section:key=value" from the command line.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="SettingsException">All errors.</exception>
    public static ServerSettings Load(string? file, IReadOnlyList<string> overrides, IDictionary environment)
    {
        var errors = new List<string>();
        Dictionary<string, SettingsEntry> entries = FromFile(file, errors);
        FromEnvironment(environment, entries);
        FromCommandLine(overrides, entries, errors);
        var values = new SettingsValues(entries, errors);
        ServerSettings settings = Read(values, Path.GetDirectoryName(Path.GetFullPath(file ?? ServerSettings.DefaultFile))!);
        Check(settings, values);
        values.RejectUnknown();
        return errors.Count == 0 ? settings : throw new SettingsException(errors);
    }

    private static Dictionary<string, SettingsEntry> FromFile(string? file, List<string> errors)
    {
        string path = file ?? ServerSettings.DefaultFile;
        try
        {
            return file is null && !File.Exists(path) ? [] : SettingsFile.Parse(File.ReadAllText(path), path, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path}: cannot be read: {e.Message}");
            return [];
        }
    }

    private static void FromEnvironment(IDictionary environment, Dictionary<string, SettingsEntry> entries)
    {
        foreach (string name in environment.Keys.OfType<string>().Where(n => n.StartsWith(EnvironmentPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string[] parts = name[EnvironmentPrefix.Length..].Split("__");
            if (parts is [string section, string key])
            {
                entries[$"{section}:{key.Replace('_', '-')}".ToLowerInvariant()] = new SettingsEntry((string?)environment[name] ?? "", $"environment {name}");
            }
        }
    }

    private static void FromCommandLine(IReadOnlyList<string> overrides, Dictionary<string, SettingsEntry> entries, List<string> errors)
    {
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !text[..equals].Contains(':', StringComparison.Ordinal))
            {
                errors.Add($"--set {text}: write section:key=value, such as --set server:https-port=8444.");
                continue;
            }
            string key = text[..equals].Trim().ToLowerInvariant();
            entries[key] = new SettingsEntry(text[(equals + 1)..], $"--set {text[..equals]}");
        }
    }

    private static ServerSettings Read(SettingsValues values, string directory)
    {
        var defaults = new ServerSettings();
        string state = values.Path("server:state-directory", defaults.StateDirectory);
        NetbootMode mode = values.Choice("netboot:mode", defaults.NetbootMode);
        StoreEncryption encryption = values.Choice("server:encryption", defaults.Encryption);
        return new ServerSettings
        {
            StateDirectory = state,
            Store = values.Path("server:store", Path.Combine(state, "store")),
            Encryption = encryption,
            KeyFile = SecretFile(values, "server:key-file", ServerSettings.DefaultKeyFile) ?? (encryption == StoreEncryption.KeyFile ? ServerSettings.DefaultKeyFile : null),
            PassphraseFile = SecretFile(values, "server:passphrase-file", "/etc/monitas/store.passphrase"),
            VolumeSize = values.Value<VolumeSize>("server:volume-size", VolumeSize.Expected, VolumeSize.TryParse)?.Bytes,
            HttpsPort = values.Port("server:https-port", defaults.HttpsPort),
            Addresses = values.Addresses("server:addresses"),
            Name = values.Text("server:name", defaults.Name),
            Socket = values.Path("server:socket", defaults.Socket),
            Schedule = values.Path("server:schedule", Path.Combine(directory, "schedule")),
            ScheduleAtOnce = values.Value<int>("schedule:at-once", "a number from 1 to 1000", (string text, out int number) => TryParseNumber(text, 1, 1000, out number)) ?? defaults.ScheduleAtOnce,
            MetricsListen = values.List<IPEndPoint>("metrics:listen", "an address and a port such as 127.0.0.1:9478", (string text, out IPEndPoint address) => IPEndPoint.TryParse(text, out address!) && address.Port > 0) is [var listen, ..] ? listen : null,
            ConsolePort = values.Value<int>("console:port", "a TCP port from 1 to 65535, or off", TryParseConsolePort) ?? defaults.ConsolePort,
            Alerts = AlertSettingsReader.Read(values),
            Retention = RetentionSettingsReader.Read(values),
            Verify = new VerifySettings
            {
                Days = values.Value<int>("verify:days", "a number of days from 0 to 3650", (string text, out int days) => TryParseNumber(text, 0, 3650, out days)) ?? defaults.Verify.Days,
                MegabytesPerSecond = values.Value<int>("verify:megabytes-per-second", "a number from 1 to 100000", (string text, out int rate) => TryParseNumber(text, 1, 100_000, out rate))
                    ?? defaults.Verify.MegabytesPerSecond,
            },
            Rebuild = new RebuildSettings { Grow = values.Path("rebuild:grow", defaults.Rebuild.Grow) },
            NetbootMode = mode,
            Netboot = ReadNetboot(values, state, mode),
        };
    }

    /// <summary>An absolute path, or the name of a credential that systemd gives.</summary>
    private static string? SecretFile(SettingsValues values, string key, string example) =>
        values.Text(key, "").Trim() is var text && text.StartsWith(StoreSecretFiles.CredentialPrefix, StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal)
            ? text
            : values.OptionalPath(key, $"{example}, or {StoreSecretFiles.CredentialPrefix}NAME");

    private static NetbootSettings ReadNetboot(SettingsValues values, string state, NetbootMode mode)
    {
        var defaults = new NetbootSettings();
        return new NetbootSettings
        {
            Interfaces = values.Words("netboot:interface"),
            ServerAddress = values.Address("netboot:address"),
            Mode = mode switch { NetbootMode.Proxy => DhcpMode.Proxy, NetbootMode.Full => DhcpMode.Full, _ => DhcpMode.Off },
            RangeFirst = values.Address("netboot:range-start"),
            RangeLast = values.Address("netboot:range-end"),
            Router = values.Address("netboot:router"),
            DnsServers = values.Addresses("netboot:dns"),
            LeaseTime = values.Duration("netboot:lease-time", defaults.LeaseTime, TimeSpan.FromMinutes(2), TimeSpan.FromDays(30)),
            LeaseFile = Path.Combine(state, "leases.json"),
            Subnets = DhcpSettingsReader.Read(values),
            PxeAddresses = values.Value<AddressRange>("netboot:pxe-addresses", "two addresses such as 192.168.1.240-192.168.1.247", AddressRange.TryParse),
            IsGrubNextServer = values.Flag("netboot:grub-next-server"),
            HttpPort = values.Port("netboot:http-port", defaults.HttpPort),
            TftpBlockBytes = values.Number("netboot:tftp-block-size", defaults.TftpBlockBytes, TftpTerms.DefaultBlksizeBytes, TftpTerms.LargestBlksizeBytes),
            UnknownMachines = values.Choice("netboot:unknown-machines", defaults.UnknownMachines),
            BootImageDirectory = values.Path("netboot:boot-image", defaults.BootImageDirectory),
            LoaderDirectory = values.OptionalPath("netboot:loaders", "/usr/lib/monitas/loaders"),
            SerialConsole = values.Text("netboot:serial-console", defaults.SerialConsole) is var console && console == "none" ? "" : console,
            KernelArguments = values.Text("netboot:kernel-arguments", "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            Unused = UnusedSettings.Find(values, mode),
        };
    }

    private static void Check(ServerSettings settings, SettingsValues values)
    {
        NetbootSettings netboot = settings.Netboot;
        if (settings.HttpsPort == netboot.HttpPort && settings.NetbootMode != NetbootMode.Off)
        {
            values.Wrong("server:https-port", $"https-port and [netboot] http-port are both {settings.HttpsPort}: choose two ports.");
        }
        if (settings.ConsolePort == settings.HttpsPort || (settings.ConsolePort == netboot.HttpPort && settings.NetbootMode != NetbootMode.Off))
        {
            values.Wrong("console:port", $"[console] port is {settings.ConsolePort}, which is another port of this server already: choose another.");
        }
        if (settings is { Encryption: StoreEncryption.Passphrase, PassphraseFile: null })
        {
            values.Wrong("server:encryption", "encryption passphrase needs the file with the passphrase: set passphrase-file.");
        }
        if (settings.Name.Contains(' ', StringComparison.Ordinal) || settings.Name.Contains('/', StringComparison.Ordinal))
        {
            values.Wrong("server:name", $"'{settings.Name}' is no DNS name.");
        }
        if (netboot.ServerAddress is not null && netboot.Interfaces.Count != 1)
        {
            values.Wrong("netboot:address", "an address needs exactly one interface beside it: set [netboot] interface.");
        }
        if (settings.NetbootMode == NetbootMode.Full && (netboot.RangeFirst is null || netboot.RangeLast is null) && (netboot.Subnets.Count == 0 || netboot.RangeFirst != netboot.RangeLast))
        {
            values.Wrong("netboot:mode", "mode full hands out addresses: set range-start and range-end too, or write a section [dhcp SUBNET].");
        }
        if (netboot.PxeAddresses is not null && settings.NetbootMode is NetbootMode.Full)
        {
            values.Wrong("netboot:pxe-addresses", "pxe-addresses are for mode proxy: in mode full every PC gets an address anyway.");
        }
        if (netboot is { RangeFirst: { } first, RangeLast: { } last } && Number(first) > Number(last))
        {
            values.Wrong("netboot:range-end", $"range-end {last} lies before range-start {first}.");
        }
        else if (netboot is { RangeFirst: { } start, RangeLast: { } end } && Number(end) - Number(start) >= DhcpSettingsReader.LargestRange)
        {
            values.Wrong("netboot:range-end", $"{start} to {end} are too many addresses: at most {DhcpSettingsReader.LargestRange}.");
        }
    }

    private static bool TryParseConsolePort(string text, out int port)
    {
        port = 0;
        return text == "off" || TryParseNumber(text, 1, ushort.MaxValue, out port);
    }

    private static bool TryParseNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static uint Number(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
