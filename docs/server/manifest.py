"""The manifest that puts the ribbon tab into Excel, made from the buttons: `python manifest.py > templates/manifest.xml`.

What it prints is a template for xlwings Server, which fills in addresses and names when it serves it.
"""

from collections.abc import Iterator
from html import escape

from xlsupport.excel.ribbon import GROUPS, TAB, Button

_NAMESPACES = (
    'xmlns="http://schemas.microsoft.com/office/appforoffice/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0"'
)
_OVERRIDES = "http://schemas.microsoft.com/office/taskpaneappversionoverrides"
_IMAGES = "{{ base_url }}{{ settings.static_url_path }}/images/icons/xlwings-"
_PAGES = "{{ base_url_with_app_path }}"
_PREFIX = "{{ settings.functions_namespace|upper }}"
_ICON = "<Icon>" + "".join(f'<bt:Image size="{size}" resid="Icon{size}"/>' for size in (16, 32, 80)) + "</Icon>"


def manifest() -> str:
    """The manifest as a Jinja template; Excel takes 125 characters in a label or title, and 250 in a description."""
    buttons = [button for _, buttons in GROUPS for button in buttons]
    short = {"Tab": TAB, **{f"Group{number}": label for number, (label, _) in enumerate(GROUPS)}}
    short |= {f"{button.name}.label": button.label for button in buttons}
    short |= {f"{button.name}.title": button.screentip for button in buttons}
    long = {f"{button.name}.text": button.supertip for button in buttons}
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp {_NAMESPACES} xsi:type="TaskPaneApp">
  <Id>{{{{ manifest_id }}}}</Id>
  <Version>1.0.0.0</Version>
  <ProviderName>{{{{ settings.project_name }}}}</ProviderName>
  <DefaultLocale>en-US</DefaultLocale>
  <DisplayName DefaultValue="{{{{ settings.project_name }}}}"/>
  <Description DefaultValue="Support packages in a shared workbook: usage checked, allowances balanced."/>
  <IconUrl DefaultValue="{_IMAGES}32.png"/>
  <HighResolutionIconUrl DefaultValue="{_IMAGES}64.png"/>
  <SupportUrl DefaultValue="{_PAGES}/"/>
  <AppDomains><AppDomain>{_PAGES}</AppDomain></AppDomains>
  <Hosts><Host Name="Workbook"/></Hosts>
  <Requirements><Sets DefaultMinVersion="1.1"><Set Name="SharedRuntime" MinVersion="1.1"/></Sets></Requirements>
  <DefaultSettings><SourceLocation DefaultValue="{_PAGES}/taskpane.html"/></DefaultSettings>
  <Permissions>ReadWriteDocument</Permissions>
  <VersionOverrides xmlns="{_OVERRIDES}" xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <Runtimes><Runtime resid="Pane" lifetime="long"/></Runtimes>
        <AllFormFactors>
          <ExtensionPoint xsi:type="CustomFunctions">
            <Script><SourceLocation resid="FunctionsCode"/></Script>
            <Page><SourceLocation resid="Pane"/></Page>
            <Metadata><SourceLocation resid="FunctionsMeta"/></Metadata>
            {{% if settings.functions_namespace %}}<Namespace resid="Namespace"/>{{% endif %}}
          </ExtensionPoint>
        </AllFormFactors>
        <DesktopFormFactor>
          <FunctionFile resid="Pane"/>
          <ExtensionPoint xsi:type="PrimaryCommandSurface">
            <CustomTab id="xlsupport.tab">
{_indented(_groups(), 14)}
              <Label resid="Tab"/>
            </CustomTab>
          </ExtensionPoint>
        </DesktopFormFactor>
      </Host>
    </Hosts>
    <Resources>
      <bt:Images>
{_indented((f'<bt:Image id="Icon{size}" DefaultValue="{_IMAGES}{size}.png"/>' for size in (16, 32, 80)), 8)}
      </bt:Images>
      <bt:Urls>
        <bt:Url id="Pane" DefaultValue="{_PAGES}/taskpane.html"/>
        <bt:Url id="FunctionsCode" DefaultValue="{_PAGES}/xlwings/custom-functions-code.js"/>
        <bt:Url id="FunctionsMeta" DefaultValue="{_PAGES}/xlwings/custom-functions-meta.json"/>
      </bt:Urls>
      <bt:ShortStrings>
        {{% if settings.functions_namespace %}}<bt:String id="Namespace" DefaultValue="{_PREFIX}"/>{{% endif %}}
{_indented(_strings(short), 8)}
      </bt:ShortStrings>
      <bt:LongStrings>
{_indented(_strings(long), 8)}
      </bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""


def _groups() -> Iterator[str]:
    for number, (_, buttons) in enumerate(GROUPS):
        yield f'<Group id="xlsupport.group{number}">'
        yield f'  <Label resid="Group{number}"/>'
        yield f"  {_ICON}"
        for button in buttons:
            yield from (f"  {line}" for line in _control(button))
        yield "</Group>"


def _control(button: Button) -> Iterator[str]:
    name = button.name
    yield f'<Control xsi:type="Button" id="xlsupport.{name}">'
    yield f'  <Label resid="{name}.label"/>'
    yield f'  <Supertip><Title resid="{name}.title"/><Description resid="{name}.text"/></Supertip>'
    yield f"  {_ICON}"
    yield f'  <Action xsi:type="ExecuteFunction"><FunctionName>{name}</FunctionName></Action>'
    yield "</Control>"


def _strings(texts: dict[str, str]) -> Iterator[str]:
    return (f'<bt:String id="{key}" DefaultValue="{escape(text)}"/>' for key, text in texts.items())


def _indented(lines: Iterator[str], spaces: int) -> str:
    return "\n".join(" " * spaces + line for line in lines)


if __name__ == "__main__":
    print(manifest(), end="")  # noqa: T201 - what it is for
